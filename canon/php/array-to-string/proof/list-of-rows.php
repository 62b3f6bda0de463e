<?php
$rows = [["name" => "Ada"], ["name" => "Bob"]];
echo implode(", ", $rows) . "\n";
