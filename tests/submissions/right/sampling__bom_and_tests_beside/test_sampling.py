from sampling import *

def test_step():
    assert False
