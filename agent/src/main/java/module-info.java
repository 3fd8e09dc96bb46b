module dev.baro.agent {}
