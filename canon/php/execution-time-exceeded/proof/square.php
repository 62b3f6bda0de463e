<?php
$seen = [];
for ($i = 0; $i < 60000; $i++) {
    $name = "customer-" . ($i * 7919) % 60013;
    if (!in_array($name, $seen)) {
        $seen[] = $name;
    }
}
echo count($seen), "\n";
