import hgdemandimport

hgdemandimport.enable()
