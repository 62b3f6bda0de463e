class Cart
  def initialize
    @lines = ["tea"]
  end

  def count
    lines.size
  end
end

puts Cart.new.count
