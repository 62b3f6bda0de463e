require "json"
users = JSON.parse('[{"name": "Ada"}]')
puts users["name"]
