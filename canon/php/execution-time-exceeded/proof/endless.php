<?php
$pages = 0;
$left = 95;
while ($left != 0) {
    $left -= 20;
    $pages++;
}
echo $pages, "\n";
