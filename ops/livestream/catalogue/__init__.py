"""What is sold and by whom: producers, products and their papers, people, rooms, kits, channels and their keys."""
