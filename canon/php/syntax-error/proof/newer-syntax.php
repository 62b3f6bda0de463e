<?php
class A {
    public const string X = "1";
}
echo A::X;
