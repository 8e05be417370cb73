"""What a person may know of the people of an account. Every question takes the user."""
