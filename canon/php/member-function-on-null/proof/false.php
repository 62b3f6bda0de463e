<?php
$date = DateTime::createFromFormat('Y-m-d', 'tomorrow');
echo $date->format('d.m.Y');
