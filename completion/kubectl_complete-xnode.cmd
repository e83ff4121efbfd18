@rem kubectl runs this on Windows for the completion of "kubectl xnode": put it on the PATH, beside kubectl-xnode.exe.
@kubectl-xnode __complete %*
