<?php
$prices = ["pen" => 3];
list($name, $price) = each($prices);
echo "$name: $price\n";
