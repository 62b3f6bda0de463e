<?php
$tags = ["tea", "green"];
echo "Tags: " . $tags . "\n";
