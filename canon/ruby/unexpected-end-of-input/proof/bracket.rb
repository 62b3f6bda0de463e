settings = { "port" => 8080 }
puts settings.map { |key, value|
  "#{key}=#{value}"
