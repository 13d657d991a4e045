"""What crosses between the grader and a worker: framed, schema-checked, plain data.

Both sides import this package, so it knows neither torch nor numpy nor any exercise. Nothing here
can run code while decoding: frames are msgpack, read into fixed types.
"""
