print("nothing imported")
