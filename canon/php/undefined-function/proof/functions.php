<?php
namespace App\Money;

function formatPrice($price) {
    return "EUR $price";
}
