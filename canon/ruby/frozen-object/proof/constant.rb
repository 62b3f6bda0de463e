ROLES = %w[admin user].freeze
roles = ROLES
roles << "guest"
puts roles.size
