DriftItem=object
def drift(*a,**k): return ()
