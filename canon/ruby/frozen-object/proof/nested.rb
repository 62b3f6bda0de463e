DEFAULTS = { roles: ["user"].freeze }.freeze
config = DEFAULTS.dup
config[:roles] << "admin"
puts config
