def euler_step(*a):
    raise SystemExit
