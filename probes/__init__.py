"""Everything that touches the network or the machine. Probes state what happened and when; they judge nothing."""
