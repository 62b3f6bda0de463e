module Shop
  class File
  end

  def self.path = "shop" + File::SEPARATOR
end
puts Shop.path
