<?php
function price(string $name): int
{
    if ($name === "tea") {
        return 3;
    }
}

echo price("tea") + price("coffee"), "\n";
