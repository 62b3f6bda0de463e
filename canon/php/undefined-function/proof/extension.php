<?php
$page = simplexml_load_string('<p>7</p>');
echo "Price $page\n";
