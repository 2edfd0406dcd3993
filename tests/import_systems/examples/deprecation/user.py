import new_name
import old_name
