<?php
declare(strict_types=1);
$order = json_decode('{"id": 7, "lines": null}');
echo count($order->lines), "\n";
