<?php
$row = ["name" => "Ada", "city" => "London"];
echo "Name: " . $row . "\n";
