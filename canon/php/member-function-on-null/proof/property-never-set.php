<?php
class Cart
{
    private $items;

    public function add($item)
    {
        $this->items->append($item);
        return count($this->items);
    }
}

echo (new Cart())->add('pen');
