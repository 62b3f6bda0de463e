<?php
namespace App\Money;

echo formatPrice(3);
