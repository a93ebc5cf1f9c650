"""Invitations out, answers in: letters, e-mail, the page behind a code, consent."""
