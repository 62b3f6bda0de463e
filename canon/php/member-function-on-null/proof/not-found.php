<?php
class User
{
    public function __construct(private string $name) {}
    public function getName() { return $this->name; }
}

function find($id)
{
    $users = [1 => new User('Ada')];
    return $users[$id] ?? null;
}

echo find(7)->getName();
