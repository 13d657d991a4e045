"""Our side of the fence: workers that run a submission, and the proxy that checks call.

Nothing that a worker says is believed: it is checked, bounded and cleaned here.
"""
