"""Our side of the fence: workers that run a submission, and the proxy that checks call."""
