module Shop
  class Price
    def to_s
      "7"
    end

  class Cart
    def total
      7
    end
  end
end
