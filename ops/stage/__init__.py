"""The stage: one live run sheet that the MC, the stage manager and every crew follow, right to the second."""
