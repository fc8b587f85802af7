"""Files read without trusting them: PDF syntax, the objects of a PDF, and the encodings bytes can be hidden in.

The gate and the verifier look at the same reading; neither it nor they share anything with what writes a release.
"""
