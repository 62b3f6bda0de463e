# frozen_string_literal: true

puts "start"
name = "Ada"
name << " Lovelace"
puts name
