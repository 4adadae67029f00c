"""Reading the air: the systems' Wi-Fi interfaces, their tools, and capture files. What it means is said elsewhere."""
