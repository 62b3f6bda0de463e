<?php
$user = ["address" => ["city" => "London"]];
echo "City: $user[address][city]\n";
