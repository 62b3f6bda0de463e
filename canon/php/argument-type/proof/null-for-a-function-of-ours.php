<?php
function greet(string $name): string
{
    return "Hello " . ($name ?? "guest");
}

$names = [7 => "Ada", 8 => null];
echo greet($names[8]), "\n";
