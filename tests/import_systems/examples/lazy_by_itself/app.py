import own_getattr
import stubbed
from own_getattr import Server
from stubbed import sharpen
