class Cart
  def add(item)
    @items << item
  end
end

cart = Cart.new
puts cart.add("pen").size
