"""
How well OPD activities fit usulan: plain values in, plain values out, no database.

`texts` says what goes in and comes out, `words` reads Indonesian, `kamus` knows what a village means, `engine`
ranks. Only `engine` needs scikit-learn; whoever calls it imports it where it is used, so that pages and commands
without a match start without it.
"""
