<?php
if (true) {
    echo "x";
