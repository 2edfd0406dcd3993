"""What a peer asks a program to do before its own imports: here nothing."""
