"""What may be published of people who are protected, and what an attacker could make of it."""
