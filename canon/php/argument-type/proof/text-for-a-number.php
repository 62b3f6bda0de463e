<?php
declare(strict_types=1);
function area(int $width, int $height): int
{
    return $width * $height;
}

$input = "wide";
echo area($input, 3), "\n";
