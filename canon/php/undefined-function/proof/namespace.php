<?php
require __DIR__ . "/functions.php";
echo formatPrice(3);
