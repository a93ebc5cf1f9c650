"""Reception (lễ tân): guests (khách mời), delegations (đoàn), gates (cổng), scans (lượt quét), arrivals (khách đến)."""
