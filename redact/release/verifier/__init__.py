"""The verifier behind ``redact verify``: a release of ours by its manifest, any other PDF by what it holds.

Each file is judged in a process of its own (:mod:`~redact.release.verifier.isolation`). A PDF of anyone is read once
(:mod:`~redact.release.verifier.evidence`), and every look (:mod:`~redact.release.verifier.looks`) asks one question of
that reading. No finding says what was found.
"""
