module dev.baro.lab {}
